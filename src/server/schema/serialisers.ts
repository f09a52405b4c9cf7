import makeSelector from '@fastify/fast-json-stringify-compiler';

type Select = ReturnType<typeof makeSelector>;
type Serialise = ReturnType<ReturnType<Select>>;

/** Serialisers that this process made, by their schemas. There are as many as schemas, and each takes milliseconds. */
const made = new Map<string, Serialise>();

/** Schemas of a server, each kind once: the same refer to the same. */
const known = new Map<string, number>();

/**
 * Makes serialisers of answers as fastify does, each once in the life of the process: most schemas stand at
 * several routes, and tests start many servers.
 */
export function rememberingSelector(): Select {
  const select = makeSelector();
  return (schemas, options) => {
    const text = JSON.stringify(schemas ?? {});
    const server = known.get(text) ?? known.size;
    known.set(text, server);
    const make = select(schemas, options);
    return (route) => {
      const key = `${server} ${JSON.stringify(route.schema)}`;
      const serialise = made.get(key) ?? make(route);
      made.set(key, serialise);
      return serialise;
    };
  };
}
