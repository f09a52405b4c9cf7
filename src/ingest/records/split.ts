import { RecordFault } from './fault.ts';

/**
 * How records stand in a body. `lines`: one JSON text per line; `values`: one after the other, over
 * as many lines as they like. Either may be a JSON array instead, which its first byte tells.
 */
export type RecordFormat = 'lines' | 'values';

/** One record as it came, or what is left of one that cannot be taken. */
export interface Piece {
  /** The bytes; of one that is too long the head. */
  readonly bytes: Buffer;
  readonly fault?: RecordFault;
}

export interface SplitterOptions {
  readonly format: RecordFormat;
  /** Bytes of the longest record that is taken. */
  readonly longest: number;
}

export interface Splitter {
  /** Takes bytes, and gives the records that end in them. */
  push(chunk: Buffer): readonly Piece[];
  /** Gives the record that the end of the body ends. */
  end(): readonly Piece[];
  /** Bytes of the record that has begun. */
  readonly held: number;
}

/** Of a record that is too long so much is kept for whoever looks at it. */
const HEAD_BYTES = 65_536;

const NEWLINE = 10;
const QUOTE = 34;
const COMMA = 44;
const OPEN_BRACKET = 91;
const BACKSLASH = 92;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

const isBlank = (byte: number) => byte === 32 || (byte >= 9 && byte <= 13);

/** Cuts a stream of bytes into records without parsing them, holding one record at most. */
export function createSplitter(options: SplitterOptions): Splitter {
  let cutter: Cutter | undefined;
  const held = createHeld(options.longest);
  return {
    push(chunk) {
      const pieces: Piece[] = [];
      let from = 0;
      if (cutter === undefined) {
        from = firstOf(chunk);
        if (from === chunk.length) return [];
        const array = chunk[from] === OPEN_BRACKET;
        if (array) from += 1;
        const values = options.format === 'values' || array;
        cutter = values ? cutValues({ held, array }) : cutLines(held);
      }
      cutter.push(chunk.subarray(from), pieces);
      return pieces;
    },
    end() {
      const pieces: Piece[] = [];
      cutter?.end(pieces);
      return pieces;
    },
    get held() {
      return held.size;
    },
  };
}

/** The first byte that is neither blank nor of a byte order mark. */
function firstOf(chunk: Buffer): number {
  let at = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
  while (at < chunk.length && isBlank(chunk[at] as number)) at += 1;
  return at;
}

interface Cutter {
  push(chunk: Buffer, pieces: Piece[]): void;
  end(pieces: Piece[]): void;
}

/** The record that has begun. */
interface Held {
  add(bytes: Buffer): void;
  /** The whole record, which ends with these bytes. */
  take(bytes: Buffer): Piece;
  readonly size: number;
}

function createHeld(longest: number): Held {
  let parts: Buffer[] = [];
  let size = 0;
  let length = 0;
  const add = (bytes: Buffer) => {
    if (bytes.length === 0) return;
    length += bytes.length;
    parts.push(bytes);
    size += bytes.length;
    if (length <= longest || size <= HEAD_BYTES) return;
    // A copy, so that what is cut off is let go.
    parts = [Buffer.from(Buffer.concat(parts).subarray(0, HEAD_BYTES))];
    size = HEAD_BYTES;
  };
  return {
    add,
    take(bytes) {
      add(bytes);
      const whole = parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts);
      const tooLong = length > longest;
      const message = `the record has ${length} bytes, more than the ${longest} that are taken`;
      parts = [];
      size = 0;
      length = 0;
      if (tooLong) return { bytes: whole, fault: new RecordFault('too_long', message) };
      return { bytes: whole };
    },
    get size() {
      return size;
    },
  };
}

function isBlankText(bytes: Buffer): boolean {
  for (const byte of bytes) if (!isBlank(byte)) return false;
  return true;
}

function cutLines(held: Held): Cutter {
  const take = (bytes: Buffer, pieces: Piece[]) => {
    const piece = held.take(bytes);
    if (piece.fault !== undefined || !isBlankText(piece.bytes)) pieces.push(piece);
  };
  return {
    push(chunk, pieces) {
      let from = 0;
      for (;;) {
        const to = chunk.indexOf(NEWLINE, from);
        if (to === -1) break;
        take(chunk.subarray(from, to), pieces);
        from = to + 1;
      }
      held.add(chunk.subarray(from));
    },
    end: (pieces) => take(Buffer.alloc(0), pieces),
  };
}

/** Follows strings and brackets alone, so that it finds the end of any record that is JSON. */
function cutValues({ held, array }: { readonly held: Held; readonly array: boolean }): Cutter {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let closed = false;
  let count = 0;

  const take = (bytes: Buffer, pieces: Piece[]) => {
    count += 1;
    pieces.push(held.take(bytes));
  };
  /** What a byte outside of strings means: where the record ends, if it does. */
  const ends = (byte: number): 'before' | 'with' | 'closes' | undefined => {
    if (byte === QUOTE) inString = true;
    else if (byte === OPEN_BRACKET || byte === OPEN_BRACE) depth += 1;
    else if (byte === CLOSE_BRACKET && depth === 0 && array) return 'closes';
    else if (byte === CLOSE_BRACKET || byte === CLOSE_BRACE) {
      depth = Math.max(0, depth - 1);
      if (depth === 0 && !array) return 'with';
    } else if (byte === COMMA && depth === 0 && array) return 'before';
    else if (byte === NEWLINE && depth === 0 && !array) return 'before';
    return undefined;
  };
  const push = (chunk: Buffer, pieces: Piece[]) => {
    let from = 0;
    for (let at = 0; at < chunk.length && !closed; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
        continue;
      }
      const end = ends(byte);
      if (end === undefined) continue;
      const record = chunk.subarray(from, end === 'with' ? at + 1 : at);
      from = at + 1;
      closed = end === 'closes';
      const blank = held.size === 0 && isBlankText(record);
      // An array may be empty; between two commas there must be something.
      if (!blank || (array && !(closed && count === 0))) take(record, pieces);
    }
    const rest = chunk.subarray(from);
    if (held.size > 0 || !isBlankText(rest)) held.add(rest);
  };
  const end = (pieces: Piece[]) => {
    const { bytes, fault } = held.take(Buffer.alloc(0));
    if (array && closed) {
      if (bytes.length > 0) pieces.push({ bytes, fault: fault ?? after() });
    } else if (array) pieces.push({ bytes, fault: fault ?? cutShort() });
    else if (!isBlankText(bytes)) pieces.push(fault === undefined ? { bytes } : { bytes, fault });
  };
  return { push, end };
}

const after = () => new RecordFault('not_json', 'something follows the end of the array');
const cutShort = () => new RecordFault('cut_short', 'the body ends before the array does');
