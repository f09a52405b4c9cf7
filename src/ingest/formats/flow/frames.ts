import { decode, ProtobufFault } from '../../protobuf/index.ts';
import { FormatFault } from '../fault.ts';
import { FLOW, type Flow } from './message.ts';

/** A flow with the bytes that it came in. */
export interface FramedFlow {
  readonly flow: Flow;
  readonly bytes: Uint8Array;
}

/**
 * The flows of a message: one as it is, or one or more of them with the length in front of each.
 * Which of the two it is, the lengths say: they must lead exactly to the end, and to flows. Throws
 * {@link FormatFault}.
 */
export function readFlows(input: Uint8Array): readonly FramedFlow[] {
  if (input.length === 0) throw new FormatFault('empty', 'The message is empty.');
  const frames = framesOf(input);
  if (frames !== undefined) {
    const flows = frames.map(tryDecode);
    if (flows.every((one) => one !== undefined && looksLikeFlow(one.flow))) {
      return flows as readonly FramedFlow[];
    }
  }
  return [decodeFlow(input)];
}

function decodeFlow(input: Uint8Array): FramedFlow {
  try {
    return { flow: decode(FLOW, input), bytes: input };
  } catch (fault) {
    if (!(fault instanceof ProtobufFault)) throw fault;
    throw new FormatFault('not_protobuf', `The message is no flow: ${fault.message}.`);
  }
}

function tryDecode(input: Uint8Array): FramedFlow | undefined {
  try {
    return decodeFlow(input);
  } catch {
    return undefined;
  }
}

/** Bytes of another meaning hardly ever come to a time and an address of the right length. */
function looksLikeFlow({ timeReceivedNs, timeReceived, srcAddr, samplerAddress }: Flow): boolean {
  const timed = (timeReceivedNs ?? timeReceived ?? 0n) > 0n;
  return timed && [srcAddr, samplerAddress].some((one) => one?.length === 4 || one?.length === 16);
}

/** The parts that lengths cut a message into; undefined when they do not lead to its end. */
function framesOf(input: Uint8Array): Uint8Array[] | undefined {
  const frames: Uint8Array[] = [];
  let at = 0;
  while (at < input.length) {
    let length = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = input[at++];
      if (byte === undefined || shift > 21) return undefined;
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    if (length === 0 || at + length > input.length) return undefined;
    frames.push(input.subarray(at, at + length));
    at += length;
  }
  return frames;
}
