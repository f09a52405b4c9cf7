import type { ComponentType, EdgePackageCreated } from '../../../../src/contract/index.ts';
import { Facts } from '../../controls/index.ts';
import { createPackage } from '../../data/index.ts';
import { Refusal, useDeed } from '../../forms/index.ts';
import { sentenceCase } from '../registry/index.ts';
import { type Draft, requestOf } from './draft.ts';
import { readEntries } from './metadata.ts';

export interface CheckStepProps {
  readonly type: ComponentType;
  readonly draft: Draft;
  readonly onBack: () => void;
  readonly onMade: (created: EdgePackageCreated) => void;
}

const TITLES: Readonly<Record<string, string>> = {
  label: 'Name',
  component_type: 'Makes',
  component_id: 'Id of the component',
  parent_id: 'Reports to',
  downstream_spiffe_id: 'SPIFFE ID',
  checker_config_json: 'Configuration',
  datasvc_endpoint: 'Data service',
  join_token_ttl_seconds: 'Join token lives, seconds',
  download_token_ttl_seconds: 'Download token lives, seconds',
};

/** What will be sent, before it is sent. */
export function CheckStep({ type, draft, onBack, onMade }: CheckStepProps) {
  const { busy, fault, run } = useDeed();
  const wanted = requestOf(type, draft);
  if ('refusal' in wanted) {
    return (
      <p className="refusal" role="alert">
        {wanted.refusal}{' '}
        <button type="button" className="link-button" onClick={onBack}>
          Back to the details
        </button>
      </p>
    );
  }
  const { request } = wanted;
  const create = () => void run(async () => onMade(await createPackage(request)));
  const { metadata_json, ...members } = request;
  const facts = [
    ...Object.entries(members).map(([name, value]) => ({
      name: TITLES[name] ?? sentenceCase(name),
      value: Array.isArray(value) ? value.join(', ') : String(value),
    })),
    ...readEntries(metadata_json),
  ];
  return (
    <div className="form">
      <Facts facts={facts} />
      <p className="note">
        Its secrets are told once, on the next page. The component stands in the registry as pending
        from then on.
      </p>
      <Refusal fault={fault} />
      <p className="form-actions">
        <button type="button" className="button button-primary" disabled={busy} onClick={create}>
          Make the package
        </button>
        <button type="button" className="button" onClick={onBack}>
          Back
        </button>
      </p>
    </div>
  );
}
