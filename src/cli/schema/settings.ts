/** Beginnings of the names of settings that commands on the schema go by. */
export const SCHEMA_SETTINGS = [
  'database.',
  'roles.',
  'retention',
  'data_dir',
  'embedded.',
  'log.',
];
/** What such a command works on where nobody says. */
export const WHICH_DATABASE =
  'Without a database URL this is the embedded PostgreSQL, which is started for the moment and made\nwhere it is missing.';
