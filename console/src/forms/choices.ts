/** One of many values that a person chooses from. */
export interface Choice {
  readonly value: string;
  readonly title: string;
  /** What tells it from others; searched too. */
  readonly detail?: string;
}

/** Choices in which every word of a text stands; those whose title begins with it come first. */
export function matchChoices(choices: readonly Choice[], text: string): readonly Choice[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/);
  const found = choices.filter(({ title, detail = '' }) => {
    const told = `${title} ${detail}`.toLowerCase();
    return words.every((word) => told.includes(word));
  });
  const begins = ({ title }: Choice) => title.toLowerCase().startsWith(wanted);
  return [...found.filter(begins), ...found.filter((choice) => !begins(choice))];
}
