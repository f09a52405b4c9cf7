import type { ExactJson } from '../../core/index.ts';
import { isJsonObject } from './json.ts';
import type { MessageType } from './message.ts';

/** Gives the JSON form of a message that holds one record alone. */
export type RecordJson = () => ExactJson;

/** A part of the message, with what puts its surroundings around a part of it. */
interface Place {
  readonly value: ExactJson;
  readonly type: MessageType<object>;
  readonly wrap: (content: ExactJson) => ExactJson;
}

/**
 * As `splitMessage`, for the JSON form of a message of the given type. What is no message gives no
 * records.
 */
export function splitJson(
  type: MessageType<object>,
  input: ExactJson,
  path: readonly (readonly number[])[],
): RecordJson[] {
  const records: RecordJson[] = [];
  const visit = (place: Place, depth: number) => {
    for (const part of partsOf(place, path[depth] ?? [])) {
      if (depth + 1 < path.length) visit(part, depth + 1);
      else records.push(() => part.wrap(part.value));
    }
  };
  visit({ value: input, type, wrap: (content) => content }, 0);
  return records;
}

/** The messages in the fields of the given numbers, each to be wrapped in all the other fields. */
function partsOf({ value, type, wrap }: Place, numbers: readonly number[]): Place[] {
  if (!isJsonObject(value)) return [];
  const leads = (name: string) => numbers.includes(type.byName.get(name)?.number ?? 0);
  const siblings = Object.entries(value).filter(([name]) => !leads(name));
  return Object.entries(value).flatMap(([name, member]) => {
    const element = type.byName.get(name)?.element;
    if (!leads(name) || element?.is !== 'message') return [];
    const isList = Array.isArray(member);
    const values = (isList ? member : [member]) as readonly ExactJson[];
    return values.map((one) => ({
      value: one,
      type: element.type(),
      wrap: (content: ExactJson) =>
        wrap(Object.fromEntries([...siblings, [name, isList ? [content] : content]])),
    }));
  });
}
