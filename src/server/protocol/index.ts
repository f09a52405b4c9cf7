export { createDrain, type Drain } from './drain.ts';
export { everyRequest, type RequestOptions } from './every-request.ts';
export { setFixedHeaders } from './headers.ts';
export { markUnmatched } from './measure.ts';
export { collectMethods, methodFault, notFound } from './methods.ts';
export { checkParameters } from './query.ts';
