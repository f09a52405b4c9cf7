export { registryDelete, registryRegister, registryRevoke } from './change.ts';
export { registryList } from './list.ts';
export { registryShow } from './show.ts';
export { registryTree } from './tree.ts';
