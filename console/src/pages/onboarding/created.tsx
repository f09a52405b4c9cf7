import { useState } from 'react';
import type { EdgePackageCreated } from '../../../../src/contract/index.ts';
import { announce, downloadFile, Facts, Icon, Instant } from '../../controls/index.ts';
import { downloadPackage } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { useHref } from '../../location/index.ts';
import { ONBOARDING_PART } from '../registry/index.ts';
import { archiveName, fetchCommand } from './fetch-command.ts';
import { Secret } from './secret.tsx';

/** A new package with its secrets, which nobody sees again. */
export function Created({ told }: { readonly told: EdgePackageCreated }) {
  const { package: made } = told;
  const href = useHref();
  return (
    <div className="form">
      <p>
        <strong>{made.label}</strong> is made. What stands below is told this once: copy it, or
        fetch the archive, before you leave this page.
      </p>
      <section className="secrets" aria-label="Secrets">
        <Facts
          facts={[
            {
              name: 'On its machine',
              value: <Secret what="command" text={fetchCommand(told, window.location.origin)} />,
            },
            {
              name: 'Onboarding token',
              value: <Secret what="onboarding token" text={told.onboarding_token} />,
            },
            {
              name: 'Download token',
              value: (
                <>
                  <Secret what="download token" text={told.download_token} />
                  <span className="muted">
                    opens it once, ends <Instant at={made.download_token_expires_at} />
                  </span>
                </>
              ),
            },
            {
              name: 'Join token',
              value: (
                <>
                  <Secret what="join token" text={told.join_token} />
                  <span className="muted">
                    ends <Instant at={made.join_token_expires_at} />
                  </span>
                </>
              ),
            },
          ]}
        />
      </section>
      <Download told={told} />
      <p className="form-actions">
        <a className="button" href={href(ONBOARDING_PART.path, { open: made.package_id })}>
          To the package
        </a>
      </p>
    </div>
  );
}

function Download({
  told: { package: made, download_token },
}: {
  readonly told: EdgePackageCreated;
}) {
  const [done, setDone] = useState(false);
  const { busy, fault, run } = useDeed();
  const download = () =>
    void run(async () => {
      const archive = await downloadPackage(made.package_id, download_token);
      downloadFile(archiveName(made.component_id), archive);
      announce('Downloaded the archive');
      setDone(true);
    });
  return (
    <>
      <Refusal fault={fault} />
      <p className="form-actions">
        <button type="button" className="button" disabled={busy || done} onClick={download}>
          <Icon name="download" /> Download the archive here
        </button>
        <span className="note">
          {done
            ? 'Downloaded: the download token is used up, and the command above opens nothing now.'
            : 'Instead of the command: a download uses the token up, wherever it happens.'}
        </span>
      </p>
    </>
  );
}
