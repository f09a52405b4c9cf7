import type { EngineCapability } from '../../../../src/contract/index.ts';
import { Facts, State } from '../../controls/index.ts';
import { capabilityState, orderCapabilities } from './capability.ts';

/** What the engine can do, and why it cannot do the rest. */
export function Capabilities({
  capabilities,
}: {
  readonly capabilities: readonly EngineCapability[];
}) {
  const there = capabilities.filter((one) => one.present).length;
  return (
    <section className="section" aria-labelledby="capabilities">
      <h2 id="capabilities">
        What the engine can do: {there} of {capabilities.length}
      </h2>
      <Facts facts={orderCapabilities(capabilities).map(factOf)} />
    </section>
  );
}

function factOf(capability: EngineCapability) {
  const { condition, word } = capabilityState(capability);
  const { name, meaning, reason, hint } = capability;
  return {
    name: name.replaceAll('_', ' '),
    value: (
      <>
        <State condition={condition}>{word}</State>
        <span className="note">
          {meaning}
          {reason !== null && `. ${reason} ${hint ?? ''}`.trimEnd()}
        </span>
      </>
    ),
  };
}
