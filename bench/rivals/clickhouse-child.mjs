/** A process of its own for ClickHouse's engine: answers one query after the other. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [manifest, folder] = process.argv.slice(2);
const { Session } = await import(pathToFileURL(createRequire(manifest).resolve('chdb')).href);
const session = new Session(folder);
const SETTINGS =
  "settings date_time_input_format = 'best_effort', input_format_json_read_objects_as_strings = 1";

session.query('create database if not exists bench');

process.on('message', ({ query, body }) => {
  try {
    const text =
      body === undefined
        ? session.query(inDatabase(query), 'TabSeparated')
        : session.query(
            `${inDatabase(query).replace(' format', ` ${SETTINGS} format`)}\n${Buffer.from(body)}`,
          );
    process.send({ text: String(text ?? '') });
  } catch (fault) {
    process.send({ fault: fault.message.slice(0, 1_000) });
  }
});
process.on('disconnect', () => {
  session.cleanup?.();
  process.exit(0);
});

function inDatabase(query) {
  return query.replace(/\b(table|into|from) t\b/, '$1 bench.t');
}
