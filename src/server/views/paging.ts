/** A page of a list, counted from 1. */
export interface Page {
  readonly page: number;
  readonly limit: number;
}

const DEFAULT_LIMIT = 100;
const MOST_PER_PAGE = 1_000;

/**
 * Reads page and limit. What is no positive whole number gives the default (RE-2), and a limit
 * beyond 1,000 gives 1,000; the links of the answer tell what was used.
 */
export function readPage(text: {
  readonly page?: string | undefined;
  readonly limit?: string | undefined;
}): Page {
  const limit = Math.min(positive(text.limit) ?? DEFAULT_LIMIT, MOST_PER_PAGE);
  // Far beyond every list, and still an offset that the database can count.
  const last = Math.floor(Number.MAX_SAFE_INTEGER / limit);
  return { page: Math.min(positive(text.page) ?? 1, last), limit };
}

function positive(text: string | undefined): number | undefined {
  const number = text !== undefined && /^\d+$/.test(text) ? Number(text) : 0;
  return number > 0 ? number : undefined;
}

/** Rows before the page. */
export const offsetOf = ({ page, limit }: Page): number => (page - 1) * limit;

/** The `Link` header (RFC 8288) of a page: first, prev, next and last, each where there is one. */
export function pageLinks(
  path: string,
  parameters: { readonly [name: string]: string | undefined },
  {
    page,
    limit,
    total,
    more = false,
  }: Page & {
    readonly total: number;
    /** Whether there is a next page, though the total does not tell, and so no last one. */
    readonly more?: boolean;
  },
): string {
  const last = Math.max(1, Math.ceil(total / limit));
  const link = (relation: string, number: number) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      if (value !== undefined) query.set(name, value);
    }
    query.set('limit', String(limit));
    query.set('page', String(number));
    return `<${path}?${query}>; rel="${relation}"`;
  };
  return [
    link('first', 1),
    ...(page > 1 ? [link('prev', Math.min(page - 1, last))] : []),
    ...(page < last || more ? [link('next', page + 1)] : []),
    ...(more ? [] : [link('last', last)]),
  ].join(', ');
}
