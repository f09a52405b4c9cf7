export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  probe,
  type Session,
} from './database.ts';
export { connectionFault } from './fault.ts';
export {
  empty,
  identifier,
  join,
  quoteIdentifier,
  type Sql,
  sql,
  trusted,
} from './sql.ts';
export { classifyFault, type FaultClass, SQLSTATE } from './sqlstate.ts';
export { type ConnectionTarget, describeTarget } from './target.ts';
