export { type ConnectionFacts, judgeConnections } from './connections.ts';
export { diagnoseDatabase } from './diagnose.ts';
export { judgeEngine } from './server.ts';
export type { Subject } from './subject.ts';
