export { createDrain, type Drain } from './drain.ts';
export { setFixedHeaders } from './headers.ts';
export { guardHost } from './host-guard.ts';
export { markUnmatched, measure } from './measure.ts';
export { collectMethods, methodFault, notFound } from './methods.ts';
export { checkParameters, checkQueryEncoding } from './query.ts';
