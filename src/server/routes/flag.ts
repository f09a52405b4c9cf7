import { RadarError } from '../../core/index.ts';

/** Reads `true` or `false`; absent is false. */
export function readFlag(name: string, text: string | undefined): boolean {
  if (text === undefined || text === 'false') return false;
  if (text === 'true') return true;
  throw new RadarError(
    'REQUEST_INVALID',
    `The parameter "${name}" is neither true nor false: "${text}".`,
    {
      hint: `Write ${name}=true, or leave it out.`,
    },
  );
}
