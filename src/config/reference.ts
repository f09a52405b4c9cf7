import { DEBUG_VARIABLE, URL_ALIAS } from './environment.ts';
import { RETENTION } from './family.ts';
import { FILE_NAME, FILE_VARIABLE } from './file.ts';
import { allowedOf, type ConfigKey, defaultText, flagOf, variableOf } from './key.ts';
import { CONFIG_KEY_NAMES, CONFIG_SCHEMA, type ConfigKeyName } from './schema.ts';

const INTRODUCTION = `# Configuration

radarstore runs without any configuration. Each setting can be given in three places; the first that
names it wins:

1. a flag: \`--http-port 9000\`
2. an environment variable: \`RADARSTORE_HTTP_PORT=9000\`
3. the configuration file: \`http.port: 9000\`

Else its default holds. \`radarstore config print\` shows every setting in effect and where it came from,
\`radarstore config check\` only checks, \`radarstore config docs\` prints this page.

The file is YAML or JSON. It is the one named by \`--config <file>\`, else by \`${FILE_VARIABLE}\`, else
\`./${FILE_NAME}\`, else \`/etc/radarstore/${FILE_NAME}\`. Keys may be nested or dotted:

\`\`\`yaml
http:
  port: 9000
host_receiver.interval: 30s
\`\`\`

- Names that do not exist are refused, in the file, among variables that begin with \`RADARSTORE_\`, and
  among flags. All problems are told at once. An empty variable or key counts as not given.
- Durations have a unit: \`500ms\`, \`10s\`, \`5m\`, \`1h\`, \`1d\`; without one they are seconds.
- Relative paths are relative to the working folder, in the file to the folder of the file.
- A setting whose default is \`none\` can be set back to that with the word \`none\`.
- \`${URL_ALIAS}\` is read where \`${variableOf('database.url')}\` is not set. To keep the password out of the
  environment, \`${variableOf('database.url')}_FILE\` names a file that holds the URL.
- Passwords are shown as \`***\` wherever settings are printed.
- Variables that Kubernetes sets for a Service named radarstore are left alone.
- \`${DEBUG_VARIABLE}=1\` shows the cause below an error of the command line.
`;

/** The text of \`docs/reference/configuration.md\`: everything about settings, from the schema. */
export function configurationReference(): string {
  const sections = new Map<string, ConfigKeyName[]>();
  for (const name of CONFIG_KEY_NAMES) {
    const { section } = CONFIG_SCHEMA[name];
    sections.set(section, [...(sections.get(section) ?? []), name]);
  }
  const chapters = [...sections].map(
    ([section, names]) => `## ${section}\n\n${names.map(keyText).join('\n')}`,
  );
  return [INTRODUCTION, ...chapters, familyText()].join('\n');
}

function keyText(name: ConfigKeyName): string {
  const key: ConfigKey<unknown> = CONFIG_SCHEMA[name];
  return `### \`${name}\`

${capital(key.meaning)}.

- must be ${allowedOf(key)}
- default: ${defaultText(key)}
- flag \`${flagOf(name)}\`, variable \`${variableOf(name)}\`
`;
}

function familyText(): string {
  const { name, member, kind, section, meaning, without } = RETENTION;
  return `## ${section}

### \`${name}.<${member}>\`

${capital(meaning)}.

- must be ${kind.allowed}
- default: ${without}
- flag \`--${name} <${member}>=<${kind.placeholder}>\`, once for each; variable \`${variableOf(name)}_<DATASET>\`
`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
