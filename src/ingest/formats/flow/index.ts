export { type FramedFlow, readFlows } from './frames.ts';
export { FLOW, type Flow } from './message.ts';
export { flowRow } from './rows.ts';
