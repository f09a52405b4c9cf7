/** Where a value came from. */
export type Origin =
  | { readonly from: 'flag'; readonly name: string }
  /** `path` is the mounted file when the variable names one. */
  | { readonly from: 'variable'; readonly name: string; readonly path?: string }
  | { readonly from: 'file'; readonly path: string; readonly line: number }
  | { readonly from: 'default' };

/** An origin as messages say it: `flag --http-port`, `radarstore.yaml:3`. */
export function describeOrigin(origin: Origin): string {
  switch (origin.from) {
    case 'flag':
      return `flag ${origin.name}`;
    case 'variable':
      return origin.path === undefined
        ? `variable ${origin.name}`
        : `variable ${origin.name}, file ${origin.path}`;
    case 'file':
      return `${origin.path}:${origin.line}`;
    case 'default':
      return 'default';
  }
}
