import { cleanText, codeOf, RadarError, suggest } from '../../../core/index.ts';
import { SQLSTATE } from '../../../database/index.ts';
import { isRole, ROLES, type Role } from '../role.ts';

const LONGEST = 128;
const PARTITION = /^[A-Za-z0-9._-]{1,63}$/;
const MOST_PARTITIONS = 100;

/** A name for logging in; null for a blank one. Throws REQUEST_INVALID. */
export function readUsername(text: string | null | undefined): string | null {
  const name = cleanText(text)?.normalize('NFC') ?? null;
  if (name === null) return null;
  if (name.length <= LONGEST && !/[\p{Cc}\p{Cf}\s]/u.test(name)) return name;
  throw new RadarError('REQUEST_INVALID', 'The user name has blanks, or is too long.', {
    hint: `Choose 1 to ${LONGEST} characters without blanks.`,
  });
}

/** An e-mail address; null for a blank one. Throws REQUEST_INVALID. */
export function readEmail(text: string | null | undefined): string | null {
  const email = cleanText(text)?.normalize('NFC') ?? null;
  if (email === null) return null;
  if (email.length <= 254 && /^[^\s@]+@[^\s@]+$/.test(email)) return email;
  throw new RadarError('REQUEST_INVALID', `"${email.slice(0, 80)}" is no e-mail address.`);
}

/** Roles, each once. Throws REQUEST_INVALID for one that does not exist. */
export function readRoles(names: readonly string[]): readonly Role[] {
  for (const name of names) {
    if (isRole(name)) continue;
    const near = suggest(name, ROLES);
    const roles = `They are ${ROLES.join(', ')}.`;
    throw new RadarError('REQUEST_INVALID', `There is no role "${name.slice(0, 80)}".`, {
      hint: near === undefined ? roles : `Did you mean "${near}"? ${roles}`,
    });
  }
  return ROLES.filter((role) => names.includes(role));
}

/**
 * Network partitions, each once; null stays null, which confines to none of them. Throws
 * REQUEST_INVALID, for an empty list too: whoever may see nothing needs no account.
 */
export function readPartitions(names: readonly string[] | null): readonly string[] | null {
  if (names === null) return null;
  const wrong = names.find((name) => !PARTITION.test(name));
  if (wrong !== undefined) {
    throw new RadarError('REQUEST_INVALID', `"${wrong.slice(0, 80)}" is no network partition.`, {
      hint: 'It has letters, digits, ".", "_" and "-", at most 63.',
    });
  }
  if (names.length === 0 || names.length > MOST_PARTITIONS) {
    throw new RadarError('REQUEST_INVALID', `${names.length} partitions were given.`, {
      hint: `Give 1 to ${MOST_PARTITIONS}, or null for all.`,
    });
  }
  return [...new Set(names)].sort();
}

/** A name or address that another user has, as the error that tells it (US-7); others unchanged. */
export function uniqueFault(
  fault: unknown,
  given: { readonly username: string | null; readonly email: string | null },
): unknown {
  if (codeOf(fault) !== SQLSTATE.uniqueViolation) return fault;
  const { constraint } = fault as { readonly constraint?: string };
  const ofEmail = constraint?.includes('email') === true;
  const [what, value] = ofEmail ? ['e-mail address', given.email] : ['user name', given.username];
  return new RadarError('CONFLICT', `Another user has the ${what} "${value}".`, {
    hint: 'Upper and lower case make no difference. Choose another one, or change that user.',
    cause: fault,
  });
}
