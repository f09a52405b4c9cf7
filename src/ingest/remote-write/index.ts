export { remoteWriteRows, type WriteVersion, type WrittenSeries } from './rows.ts';
export { packSnappy, SnappyFault, unpackSnappy } from './snappy.ts';
