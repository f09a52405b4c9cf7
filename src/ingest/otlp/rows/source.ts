import type { JsonObject } from '../../../core/index.ts';
import type { Resource, Scope } from '../messages/index.ts';
import { attributesOf, given, textAt } from './attributes.ts';

/** What a resource gives each of its rows. An absent resource gives nothing. */
export interface ResourceColumns {
  readonly service_name: string | undefined;
  readonly service_version: string | undefined;
  readonly service_instance: string | undefined;
  readonly resource_attributes: JsonObject | undefined;
}

/** Reads a resource once for all its rows. */
export function resourceColumns(resource: Resource | undefined): ResourceColumns {
  const attributes = attributesOf(resource?.attributes ?? []);
  return {
    service_name: textAt(attributes, 'service.name'),
    service_version: textAt(attributes, 'service.version'),
    service_instance: textAt(attributes, 'service.instance.id'),
    resource_attributes: attributes,
  };
}

/** What the library that made them gives each of its rows. */
export interface ScopeColumns {
  readonly scope_name: string | undefined;
  readonly scope_version: string | undefined;
  readonly scope_attributes: JsonObject | undefined;
}

export function scopeColumns(scope: Scope | undefined): ScopeColumns {
  return {
    scope_name: given(scope?.name ?? ''),
    scope_version: given(scope?.version ?? ''),
    scope_attributes: attributesOf(scope?.attributes ?? []),
  };
}
