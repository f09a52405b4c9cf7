import { describe, expect, test } from 'vitest';
import { ROLLUPS } from '../../src/catalogue/index.ts';
import { ERROR_KINDS } from '../../src/core/index.ts';
import { openApiDocument } from '../../src/server/index.ts';
import { expectGolden } from '../support/golden.ts';
import { serve } from './served.ts';

interface Document {
  readonly openapi: string;
  readonly paths: { readonly [path: string]: { readonly [method: string]: Operation } };
  readonly components: { readonly schemas: { readonly [name: string]: unknown } };
}

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly requestBody?: object;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
  }[];
  readonly responses: { readonly [status: string]: { readonly description: string } };
}

const read = async () => (await openApiDocument()) as Document;
const operations = (document: Document) =>
  Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

const ROLLUP_ADDRESSES = ROLLUPS.map(({ name }) => `/api/rollups/${name}`);

describe('the OpenAPI document', () => {
  test('is the one that is committed', async () => {
    await expectGolden('openapi.json', `${JSON.stringify(await read(), null, 2)}\n`);
  });

  test('is what the server answers', async () => {
    const served = await serve();
    try {
      expect((await served.get('/api/openapi.json')).body).toEqual(await read());
    } finally {
      await served.close();
    }
  });

  test('describes every address with a summary, a tag and a name of its own', async () => {
    const document = await read();
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining(['/healthz', '/auth/login', '/api/devices/{id}', ...ROLLUP_ADDRESSES]),
    );
    const all = operations(document);
    expect(new Set(all.map(({ operation }) => operation.operationId)).size).toBe(all.length);
    for (const { path, method, operation } of all) {
      if (method === 'get') expect(operation.requestBody, path).toBeUndefined();
      expect(operation.summary, path).toMatch(/^[A-Z].{10,}/);
      expect(operation.tags, path).toHaveLength(1);
      for (const parameter of operation.parameters ?? []) {
        expect(parameter.description, `${path} ${parameter.name}`).toBeTruthy();
      }
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = (operation.parameters ?? []).filter((one) => one.in === 'path');
      expect(declared.map((one) => one.name)).toEqual(named);
    }
  });

  test('gives each answer a description, and those with a fault the one shape', async () => {
    const statuses = new Set<number>(Object.values(ERROR_KINDS).map((kind) => kind.status));
    for (const { path, operation } of operations(await read())) {
      for (const [status, answer] of Object.entries(operation.responses)) {
        expect(answer.description, `${path} ${status}`).not.toBe('Default Response');
        if (/^20[0-4]$/.test(status) || path === '/readyz') continue;
        expect(statuses.has(Number(status)), `${path} ${status}`).toBe(true);
        expect(JSON.stringify(answer)).toContain('"$ref":"#/components/schemas/Error"');
      }
    }
  });

  test('refers to nothing that it does not hold, and holds nothing without a reference', async () => {
    const document = await read();
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]*)"/g)].map(([, target]) => target);
    expect(references.length).toBeGreaterThan(10);
    const held = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(new Set(references)).toEqual(new Set(held));
    expect(text).not.toContain('nullable');
    expect(text).not.toContain('$id');
  });
});
