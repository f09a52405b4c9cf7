/** Text that may hold anything, on one line of a terminal: control characters are escaped. */
export function oneLine(text: string, most: number): string {
  const plain = printable(text).replaceAll('\n', ' ');
  return plain.length > most ? `${plain.slice(0, most - 1)}…` : plain;
}

/** What came from outside must not steer the terminal; line ends stay. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, (character) =>
    character === '\n'
      ? character
      : `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`,
  );
}
