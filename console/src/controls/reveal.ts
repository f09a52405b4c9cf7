/** Brings an element into view as it appears, as a reference of React: what is seen already stays where it is. */
export function revealed(element: Element | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
