import { Empty } from '../controls/index.ts';
import { useHref, useTitle } from '../location/index.ts';

/** An address at which there is no page. */
export function MissingPage({ path }: { readonly path: string }) {
  const href = useHref();
  useTitle('No such page');
  return (
    <div className="page">
      <h1>There is no page {path}</h1>
      <Empty title="It may have moved, or the address was cut.">
        <a href={href('/')}>To the overview</a>
      </Empty>
    </div>
  );
}
