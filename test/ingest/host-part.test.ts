import { describe, expect, test } from 'vitest';
import { createPart } from '../../src/ingest/host/part.ts';
import { until } from '../support/until.ts';

const never = new AbortController().signal;

describe('a part of the host', () => {
  test('answers what it reads, again and again', async () => {
    let reads = 0;
    const part = createPart(1_000, async () => ++reads);
    expect(await part.read(never)).toBe(1);
    expect(await part.read(never)).toBe(2);
  });

  test('that fails, at once or later, fails with its own fault and may be read again', async () => {
    let reads = 0;
    const part = createPart(1_000, () => {
      reads++;
      if (reads === 1) throw new Error('at once');
      return reads === 2 ? Promise.reject(new Error('later')) : Promise.resolve('well');
    });
    await expect(part.read(never)).rejects.toThrow('at once');
    await expect(part.read(never)).rejects.toThrow('later');
    expect(await part.read(never)).toBe('well');
  });

  test('that hangs is given up, and not asked again before it answers', async () => {
    let answer = (_value: string) => {};
    let reads = 0;
    const part = createPart(5, () => {
      reads++;
      return new Promise<string>((resolve) => {
        answer = resolve;
      });
    });
    await expect(part.read(never)).rejects.toThrow('no answer within 5 ms');
    await expect(part.read(never)).rejects.toThrow('still no answer to an earlier reading');
    expect(reads).toBe(1);
    answer('late');
    await until('it is asked again', async () => {
      await part.read(never).catch(() => {});
      return reads === 2;
    });
  });

  test('is given up at once when it is stopped, and told so', async () => {
    const stop = new AbortController();
    let told = false;
    const part = createPart(3_600_000, (signal) => {
      signal.addEventListener('abort', () => {
        told = true;
      });
      return new Promise(() => {});
    });
    const reading = part.read(stop.signal);
    stop.abort();
    await expect(reading).rejects.toThrow('stopped');
    expect(told).toBe(true);
    await expect(createPart(3_600_000, async () => 1).read(stop.signal)).rejects.toThrow('stopped');
  });
});
