export {
  GAPS,
  type Gap,
  type LiveTarget,
  type MappedObject,
  type MappedTarget,
  type Mapping,
  mapObjects,
} from './mapping.ts';
export { type MappingOptions, readMapping } from './read.ts';
