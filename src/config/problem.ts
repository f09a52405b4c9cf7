import { type ErrorCode, RadarError } from '../core/index.ts';

/** One thing that is wrong with the configuration. */
export interface ConfigProblem {
  readonly code: Extract<
    ErrorCode,
    'CONFIG_INVALID' | 'CONFIG_UNKNOWN_KEY' | 'CONFIG_FILE_UNREADABLE'
  >;
  /** The setting, or the name that is none; null when it is the file as a whole. */
  readonly key: string | null;
  /** One sentence: what, where it came from, what is allowed. */
  readonly message: string;
}

const HINT =
  'See `radarstore config docs` for every setting; `radarstore config check` checks again.';

/** All problems as one error, so that a person mends them in one go. */
export function configFault(problems: readonly ConfigProblem[]): RadarError {
  const codes = new Set(problems.map((problem) => problem.code));
  const code = codes.size === 1 ? ([...codes][0] as ConfigProblem['code']) : 'CONFIG_INVALID';
  const [only, ...others] = problems;
  const message =
    only !== undefined && others.length === 0
      ? only.message
      : `The configuration has ${problems.length} problems:\n${problems.map((one) => `  - ${one.message}`).join('\n')}`;
  return new RadarError(code, message, { hint: HINT });
}
