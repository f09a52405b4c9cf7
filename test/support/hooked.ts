import type { Database, Session } from '../../src/database/index.ts';

/** Called before each statement on a session of its own; `session` is that one. */
export type Hook = (statement: string, session: Session) => Promise<void>;

/** A database whose sessions of their own call a hook before each statement. */
export function hooked(database: Database, hook: Hook): Database {
  return {
    ...database,
    session: (name, work) =>
      database.session(name, (session, lost) => work(withHook(session, hook), lost)),
  };
}

function withHook(session: Session, hook: Hook): Session {
  return {
    query: async (name, statement) => {
      await hook(name, session);
      return session.query(name, statement);
    },
    execute: async (name, statement) => {
      await hook(name, session);
      return session.execute(name, statement);
    },
    script: async (name, text) => {
      await hook(name, session);
      return session.script(name, text);
    },
  };
}
