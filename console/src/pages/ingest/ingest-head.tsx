import { mayUse, type Needs, useMe } from '../../data/index.ts';
import { useHref } from '../../location/index.ts';

/** A part of the ingest room, with an address of its own. */
export interface IngestPart {
  readonly path: string;
  readonly title: string;
  readonly needs: Needs;
}

export const LINES_PART: IngestPart = {
  path: '/ingest',
  title: 'What comes in',
  needs: { permission: 'ingest:read', whole: true },
};
export const LETTERS_PART: IngestPart = {
  path: '/ingest/dead-letters',
  title: 'Dead letters',
  needs: { permission: 'deadletters:read', whole: true },
};

/** The head of a part of the ingest room. */
export function IngestHead({ part }: { readonly part: IngestPart }) {
  const href = useHref();
  const me = useMe();
  const parts = [LINES_PART, LETTERS_PART];
  const open = parts.filter(({ needs }) => me === undefined || mayUse(me, needs));
  return (
    <header className="page-head">
      <h1>Ingest</h1>
      <nav className="tabs" aria-label="Parts of the ingest">
        {open.map(({ path, title }) => (
          <a
            key={path}
            className="tab"
            href={href(path)}
            aria-current={path === part.path ? 'page' : undefined}
          >
            {title}
          </a>
        ))}
      </nav>
    </header>
  );
}
