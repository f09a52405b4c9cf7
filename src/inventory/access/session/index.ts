export { firstLifeMs, lengthenSession, type SessionLife } from './lengthen.ts';
export { logOut } from './logout.ts';
export { type Refreshed, refreshSession } from './refresh.ts';
export { endSessions, type SessionKind, type StartedSession, startSession } from './session.ts';
