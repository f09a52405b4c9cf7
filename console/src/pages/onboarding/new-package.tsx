import { useState } from 'react';
import { COMPONENT_TYPES, type EdgePackageCreated } from '../../../../src/contract/index.ts';
import { Empty } from '../../controls/index.ts';
import { usePackageDefaults } from '../../data/index.ts';
import { Segments } from '../../forms/index.ts';
import { changeParams, navigate, useHref, usePlace, useTitle } from '../../location/index.ts';
import { ONBOARDING_PART, RegistryHead, sentenceCase } from '../registry/index.ts';
import { CheckStep } from './check-step.tsx';
import { Created } from './created.tsx';
import { DetailsStep } from './details-step.tsx';
import { type Draft, readDraft, readType, writeDraft } from './draft.ts';
import { isOff, OnboardingOff } from './onboarding-off.tsx';
import { NEW_PACKAGE_PATH } from './paths.ts';

const STEPS = [
  { step: 'type', title: 'Component' },
  { step: 'details', title: 'Details' },
  { step: 'check', title: 'Check' },
  { step: 'made', title: 'Secrets' },
] as const;

/** Makes a package, step by step; each step has an address of its own. */
export function NewPackagePage() {
  useTitle('New package · Registry');
  const { params } = usePlace();
  const defaults = usePackageDefaults();
  const [hidden, setHidden] = useState<Draft>({});
  const [created, setCreated] = useState<EdgePackageCreated>();
  const { step } = STEPS.find((one) => one.step === params.step) ?? STEPS[0];
  const type = readType(params.type);
  const draft: Draft = { ...hidden, ...readDraft(params) };
  const go = (next: string, changes = {}) => changeParams({ ...changes, step: next });
  const href = useHref();
  const made = (answer: EdgePackageCreated) => {
    setCreated(answer);
    // The filled form does not come back by a step back: the package is made.
    const address = href(NEW_PACKAGE_PATH, { step: 'made', package: answer.package.package_id });
    navigate(address, { replace: true });
  };
  return (
    <div className="page page-narrow">
      <RegistryHead part={ONBOARDING_PART} />
      <h2>New package</h2>
      {isOff(defaults.fault) ? (
        <OnboardingOff />
      ) : (
        <>
          <Steps current={step} />
          {step === 'type' && <TypeStep onNext={() => go('details', { type })} />}
          {step === 'details' && (
            <DetailsStep
              type={type}
              draft={draft}
              defaults={defaults.value?.metadata?.[type] ?? {}}
              onBack={() => go('type')}
              onNext={(next) => {
                setHidden(next);
                go('check', writeDraft(next));
              }}
            />
          )}
          {step === 'check' && (
            <CheckStep type={type} draft={draft} onBack={() => go('details')} onMade={made} />
          )}
          {step === 'made' &&
            (created === undefined ? (
              <SecretsGone id={params.package} />
            ) : (
              <Created told={created} />
            ))}
        </>
      )}
    </div>
  );
}

function Steps({ current }: { readonly current: string }) {
  const place = STEPS.findIndex(({ step }) => step === current);
  return (
    <ol className="steps" aria-label="Steps">
      {STEPS.map(({ step, title }, index) => (
        <li
          key={step}
          aria-current={index === place ? 'step' : undefined}
          data-done={index < place || undefined}
        >
          <span className="step-mark">{index + 1}</span> {title}
        </li>
      ))}
    </ol>
  );
}

const MEANINGS = {
  poller:
    'A poller asks its agents and reports to the core. It stands at the root of the registry.',
  agent: 'An agent runs checks where they are. It reports to a poller that is registered already.',
  checker: 'A checker does one kind of check. It belongs to an agent that is registered already.',
} as const;

function TypeStep({ onNext }: { readonly onNext: () => void }) {
  const { params } = usePlace();
  const type = readType(params.type);
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        onNext();
      }}
    >
      <Segments
        legend="What the package makes"
        name="package-type"
        options={COMPONENT_TYPES.map((value) => ({ value, title: sentenceCase(value) }))}
        chosen={type}
        onChoose={(value) => changeParams({ type: value }, { replace: true })}
      />
      <p>{MEANINGS[type]}</p>
      <p className="form-actions">
        <button type="submit" className="button button-primary">
          Next
        </button>
      </p>
    </form>
  );
}

function SecretsGone({ id }: { readonly id: string | undefined }) {
  const href = useHref();
  return (
    <Empty title="The secrets were told once">
      Nobody can read them in plain text again. Where they are lost, revoke{' '}
      <a href={href(ONBOARDING_PART.path, { open: id })}>the package</a> and make another.
    </Empty>
  );
}
