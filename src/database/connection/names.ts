/** Roles beside the owner. Null: there is none of this kind. */
export interface RoleNames {
  /** Stores rows, and owns nothing. */
  readonly writer: string | null;
  /** Reads what is not secret: consoles, Grafana. */
  readonly reader: string | null;
}

/** The names of one database that statements need. */
export interface Names {
  /** Schema of all relations. */
  readonly schema: string;
  /** Schema of the chunks of plain PostgreSQL. */
  readonly chunkSchema: string;
  /** Schema of TimescaleDB's functions; null without the extension. */
  readonly extensionSchema: string | null;
  /** Schema of the views for Grafana; null: none are made. */
  readonly grafanaSchema: string | null;
  readonly roles: RoleNames;
}

/** What a user may choose of {@link Names}; the rest follows from it. */
export interface NameOptions {
  readonly schema: string;
  /** `radar_writer` and `radar_reader` unless told otherwise; they need not exist. */
  readonly roles?: RoleNames;
  /** The schema with `_grafana` behind it unless told otherwise. */
  readonly grafanaSchema?: string | null;
}

export const DEFAULT_ROLES = {
  writer: 'radar_writer',
  reader: 'radar_reader',
} as const satisfies RoleNames;

/** All names of a database, those that were not chosen by their defaults. */
export function namesOf(options: NameOptions, extensionSchema: string | null): Names {
  const { schema, roles = DEFAULT_ROLES, grafanaSchema = `${schema}_grafana` } = options;
  return { schema, chunkSchema: `${schema}_chunks`, extensionSchema, grafanaSchema, roles };
}
