/** Size of the pieces that are handed to the connection. */
const PIECE_BYTES = 65_536;

/**
 * Where the bytes of rows are put together. Fields write at `at` after they have asked for room;
 * full pieces are taken away in between.
 */
export class Piece {
  buffer: Buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  view: DataView = viewOf(this.buffer);
  /** Where the next byte goes. */
  at = 0;
  #full: Buffer[] = [];

  /** Makes room for so many bytes in a row. */
  reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.length) return;
    if (this.at > 0) this.#full.push(this.buffer.subarray(0, this.at));
    this.buffer = Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytes));
    this.view = viewOf(this.buffer);
    this.at = 0;
  }

  int16(value: number): void {
    this.view.setInt16(this.at, value);
    this.at += 2;
  }

  int32(value: number): void {
    this.view.setInt32(this.at, value);
    this.at += 4;
  }

  /** A whole number of 64 bits. */
  int64(value: number | bigint): void {
    if (typeof value === 'bigint') this.view.setBigInt64(this.at, value);
    else {
      const high = Math.floor(value / 2 ** 32);
      this.view.setInt32(this.at, high);
      this.view.setUint32(this.at + 4, value - high * 2 ** 32);
    }
    this.at += 8;
  }

  float64(value: number): void {
    this.view.setFloat64(this.at, value);
    this.at += 8;
  }

  float32(value: number): void {
    this.view.setFloat32(this.at, value);
    this.at += 4;
  }

  byte(value: number): void {
    this.buffer[this.at++] = value;
  }

  bytes(value: Uint8Array): void {
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  /** Text in UTF-8, for which there must be room: three bytes for each of its code units. */
  text(value: string): void {
    if (value.length <= SHORT_TEXT && this.#ascii(value)) return;
    this.at += this.buffer.write(value, this.at, 'utf8');
  }

  /** What is full by now. */
  takeFull(): readonly Buffer[] {
    if (this.#full.length === 0) return NONE;
    const full = this.#full;
    this.#full = [];
    return full;
  }

  /** What is left at the end. */
  takeRest(): readonly Buffer[] {
    const rest = this.buffer.subarray(0, this.at);
    return [...this.takeFull(), ...(rest.length === 0 ? [] : [rest])];
  }

  /** Writes text of ASCII alone, which is faster here than by a call into the runtime. */
  #ascii(value: string): boolean {
    const { buffer, at } = this;
    for (let place = 0; place < value.length; place++) {
      const code = value.charCodeAt(place);
      if (code > 127) return false;
      buffer[at + place] = code;
    }
    this.at = at + value.length;
    return true;
  }
}

/** Up to here the loop over code units is the faster one: 12 ns for 16 units, 60 ns for a call. */
const SHORT_TEXT = 48;

const NONE: readonly Buffer[] = [];

const viewOf = (buffer: Buffer) =>
  new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
