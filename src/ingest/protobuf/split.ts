import { ProtobufFault } from './fault.ts';
import { BinaryReader, BinaryWriter, WireType } from './wire.ts';

/** Gives the bytes of a message of the outer type that holds one record alone, as it came. */
export type RecordBytes = () => Uint8Array;

/** What stands around the records: fields of the outer messages, which each record needs. */
interface Around {
  readonly number: number;
  readonly siblings: Uint8Array;
  readonly outer: Around | undefined;
}

/**
 * Takes a message of many records apart, without reading them. `path` has the numbers of the fields
 * that lead to the records, outermost first; where several are given, any of them leads on. What
 * stands beside the path, such as the resource of a group, goes with each record. Throws
 * {@link ProtobufFault} for bytes that are no message.
 */
export function splitMessage(
  input: Uint8Array,
  path: readonly (readonly number[])[],
): RecordBytes[] {
  const records: RecordBytes[] = [];
  const visit = (bytes: Uint8Array, depth: number, outer: Around | undefined) => {
    const { inner, siblings } = apart(bytes, path[depth] ?? []);
    for (const { number, content } of inner) {
      const around = { number, siblings, outer };
      if (depth + 1 === path.length) records.push(() => wrapped(content, around));
      else visit(content, depth + 1, around);
    }
  };
  visit(input, 0, undefined);
  return records;
}

interface Apart {
  readonly inner: readonly { readonly number: number; readonly content: Uint8Array }[];
  /** All other fields, one after the other. */
  readonly siblings: Uint8Array;
}

function apart(bytes: Uint8Array, numbers: readonly number[]): Apart {
  const inner: { number: number; content: Uint8Array }[] = [];
  const siblings: Uint8Array[] = [];
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const begin = reader.pos;
      const [number, wire] = reader.tag();
      if (numbers.includes(number) && wire === WireType.LengthDelimited) {
        inner.push({ number, content: reader.bytes() });
      } else {
        reader.skip(wire, number);
        siblings.push(bytes.subarray(begin, reader.pos));
      }
    }
  } catch {
    throw new ProtobufFault('malformed', 'no message', { path: '', position: reader.pos });
  }
  return { inner, siblings: Buffer.concat(siblings) };
}

function wrapped(content: Uint8Array, around: Around): Uint8Array {
  let bytes = content;
  for (let at: Around | undefined = around; at !== undefined; at = at.outer) {
    const writer = new BinaryWriter();
    writer.raw(at.siblings).tag(at.number, WireType.LengthDelimited).bytes(bytes);
    bytes = writer.finish();
  }
  return bytes;
}
