import { describe, expect, test } from 'vitest';
import { formatInstant } from '../../../src/core/index.ts';
import { type PayloadKind, rowsOfPayload } from '../../../src/ingest/payload/index.ts';
import { CONTEXT, RECEIVED, SAMPLES } from './samples.ts';

const checksOf = (kind: PayloadKind, payload: unknown, context: object = {}) =>
  rowsOfPayload(kind, payload, { ...CONTEXT, ...context }).rows.device_capabilities ?? [];

describe('what a payload tells of capabilities', () => {
  test('is, of a ping, whether the agent got an answer, each time', () => {
    expect(checksOf('icmp', SAMPLES.icmp)).toMatchObject([
      {
        device_id: 'serviceradar:agent:agent-1',
        capability: 'icmp',
        service_id: 'gateway',
        service_type: 'icmp',
        state: 'ok',
        last_checked: RECEIVED,
        last_success: RECEIVED,
        last_failure: null,
        metadata: { target_host: '192.0.2.1', collector_ip: '192.0.2.9' },
      },
    ]);
    const [lost] = checksOf('icmp', { host: '192.0.2.1', available: false, packet_loss: 100 });
    expect(lost).toMatchObject({ state: 'failed', last_failure: RECEIVED, last_success: null });
    expect(lost?.failure_reason).toBe('unavailable');
    expect(checksOf('icmp', { host: '192.0.2.1', available: true }, { agentId: null })).toEqual([]);
  });

  test('is, of an SNMP poll, whether the target answered, by the time of that poll', () => {
    const polled = RECEIVED - 30_000_000;
    const poll = (more: object) =>
      checksOf('snmp', {
        switch: { host_ip: '192.0.2.20', last_poll: formatInstant(polled), ...more },
      });
    const [up] = poll({ available: true, oid_status: {} });
    expect(up).toMatchObject({
      device_id: 'east:192.0.2.20',
      capability: 'snmp',
      service_id: 'gateway',
      state: 'ok',
      last_checked: polled,
      metadata: { poller_id: 'poller-1', agent_id: 'agent-1' },
    });
    const [down] = poll({ available: false, error: 'no such community' });
    expect(down).toMatchObject({ state: 'failed', failure_reason: 'no such community' });
    expect(poll({ available: true, oid_status: {} })).toEqual([up]);
    expect(poll({ oid_status: {} })).toEqual([]);
  });

  test('is, of sysmon, whether there was a sample of the host', () => {
    const host = { host_ip: '192.0.2.10', host_id: 'web-1' };
    expect(checksOf('sysmon', SAMPLES.sysmon)).toMatchObject([
      {
        device_id: 'east:192.0.2.10',
        capability: 'sysmon',
        state: 'ok',
        last_success: RECEIVED - 5e6,
      },
    ]);
    for (const payload of [
      { available: false, status: host },
      { available: true, status: { ...host, cpus: [] } },
    ]) {
      expect(checksOf('sysmon', payload)).toMatchObject([
        {
          device_id: 'east:192.0.2.10',
          state: 'failed',
          last_checked: RECEIVED,
          last_failure: RECEIVED,
          metadata: { sysmon_available: 'false' },
        },
      ]);
    }
    expect(checksOf('sysmon', { available: false })).toEqual([]);
    expect(checksOf('sysmon', { available: false, status: { host_ip: 'unknown' } })).toEqual([]);
  });
});
