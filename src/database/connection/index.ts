export { copyIn } from './copy.ts';
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  probe,
  type ServerWatch,
  type Session,
} from './database.ts';
export { connectionFault } from './fault.ts';
export {
  DEFAULT_ROLES,
  type NameOptions,
  type Names,
  namesOf,
  type RoleNames,
} from './names.ts';
export { detectPooling, type Line, type Pooling } from './pooling.ts';
export {
  empty,
  identifier,
  join,
  quoteIdentifier,
  quoteLiteral,
  type Sql,
  sql,
  trusted,
} from './sql.ts';
export { classifyFault, type FaultClass, SQLSTATE } from './sqlstate.ts';
export { type ConnectionTarget, describeTarget } from './target.ts';
