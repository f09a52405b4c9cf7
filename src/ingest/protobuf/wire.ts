/** The border of the library that reads and writes the wire format. */
export { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
