import { test } from 'vitest';
import { errorReference } from '../support/error-reference.ts';
import { expectGolden } from '../support/golden.ts';

test('the reference of errors is what docs/reference/errors.md says', async () => {
  await expectGolden('../../docs/reference/errors.md', errorReference());
});
