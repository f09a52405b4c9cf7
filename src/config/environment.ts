import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isRetentionName, RETENTION } from './family.ts';
import { FILE_VARIABLE, whyUnreadable } from './file.ts';
import type { Given } from './given.ts';
import { variableOf } from './key.ts';
import type { Environment, Machine } from './machine.ts';
import { didYouMean, nearestKeys } from './nearest.ts';
import type { ConfigProblem } from './problem.ts';
import { CONFIG_KEY_NAMES, CONFIG_SCHEMA, type ConfigKeyName, isConfigKey } from './schema.ts';

export const PREFIX = 'RADARSTORE_';
/** Shows the causes of errors. Read by the command line; no setting. */
export const DEBUG_VARIABLE = 'RADARSTORE_DEBUG';
/** Names engines for the tests of radarstore itself. */
const TEST_PREFIX = `${PREFIX}TEST_`;
/** Begins the variables of one family of settings, whose members only the catalogue knows. */
const RETENTION_PREFIX = `${variableOf(RETENTION.name)}_`;
/** The conventional name of `database.url`; ours wins when both are set. */
export const URL_ALIAS = 'DATABASE_URL';

/**
 * Variables that Kubernetes sets in every pod for a Service whose name begins with "radarstore".
 * Nobody chose them, so they are no mistake.
 */
const SERVICE_NAME =
  /_SERVICE_HOST$|_SERVICE_PORT(_[A-Z0-9_]+)?$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const SERVICE_ADDRESS = /^(tcp|udp|sctp):\/\//;

/** What the environment said. An empty variable counts as not set. */
export function readEnvironment(
  environment: Environment,
  machine: Machine,
): { readonly given: readonly Given[]; readonly problems: readonly ConfigProblem[] } {
  const given: Given[] = [];
  const problems: ConfigProblem[] = [];
  const known = new Set([FILE_VARIABLE, DEBUG_VARIABLE]);
  for (const key of CONFIG_KEY_NAMES) {
    const name = variableOf(key);
    known.add(name);
    const text = environment[name] ?? '';
    const isSet = text !== '' && !SERVICE_ADDRESS.test(text);
    const base = machine.workingFolder;
    if (isSet) given.push({ key, text, origin: { from: 'variable', name }, base });
    // Of a secret that has a setting for its file, that setting has the name already.
    if (CONFIG_SCHEMA[key].kind.secret && !isConfigKey(`${key}_file`)) {
      known.add(`${name}_FILE`);
      const mounted = readMounted(key, environment, machine);
      if (isSet && mounted !== null) problems.push(bothSet(key, name));
      else if (mounted !== null && 'text' in mounted) given.push(mounted);
      else if (mounted !== null) problems.push(mounted);
    }
  }
  const alias = environment[URL_ALIAS] ?? '';
  if (alias !== '' && !given.some((one) => one.key === 'database.url')) {
    const origin = { from: 'variable', name: URL_ALIAS } as const;
    given.push({ key: 'database.url', text: alias, origin, base: machine.workingFolder });
  }
  for (const [name, value = ''] of Object.entries(environment)) {
    const ours = name.startsWith(PREFIX) && !name.startsWith(TEST_PREFIX);
    if (!ours || known.has(name) || isServiceLink(name, value)) continue;
    const key = `${RETENTION.name}.${name.slice(RETENTION_PREFIX.length).toLowerCase()}`;
    if (!name.startsWith(RETENTION_PREFIX) || !isRetentionName(key)) {
      problems.push(unknownVariable(name));
    } else if (value !== '') {
      const origin = { from: 'variable', name } as const;
      given.push({ key, text: value, origin, base: machine.workingFolder });
    }
  }
  return { given, problems };
}

/** A secret in a file, as Kubernetes and Docker mount them; `<variable>_FILE` holds its path. */
function readMounted(
  key: ConfigKeyName,
  environment: Environment,
  machine: Machine,
): Given | ConfigProblem | null {
  const name = `${variableOf(key)}_FILE`;
  const path = environment[name] ?? '';
  if (path === '') return null;
  try {
    const text = readFileSync(resolve(machine.workingFolder, path), 'utf8').trim();
    return { key, text, origin: { from: 'variable', name, path }, base: machine.workingFolder };
  } catch (fault) {
    return {
      code: 'CONFIG_FILE_UNREADABLE',
      key,
      message: `The file ${path} of variable ${name} cannot be read: ${whyUnreadable(fault)}`,
    };
  }
}

function isServiceLink(name: string, value: string): boolean {
  return SERVICE_NAME.test(name) || SERVICE_ADDRESS.test(value);
}

function bothSet(key: string, name: string): ConfigProblem {
  const message = `Setting ${key} is there twice: variables ${name} and ${name}_FILE.`;
  return { code: 'CONFIG_INVALID', key, message };
}

function unknownVariable(name: string): ConfigProblem {
  const near = didYouMean(nearestKeys(name).map(variableOf));
  return {
    code: 'CONFIG_UNKNOWN_KEY',
    key: name,
    message: `There is no setting for variable ${name}${near}.`,
  };
}
