import type { Scope } from '../identity/scopes.ts';

/** The AWS resources that an action of a row reaches; `infra` turns each into ARNs of the deployment. */
export type IamResource =
  | 'pipelines'
  | 'images'
  | 'recipes'
  | 'configurations'
  | 'workflows'
  | 'references'
  | 'execution-roles'
  | 'service-linked-role'
  | 'repositories'
  | 'any';

/** Actions that a function needs, on the resources it needs them for. */
export interface IamGrant {
  readonly actions: readonly string[];
  readonly on: IamResource;
}

/** Grants of a row, one by one or as a group that several rows share. */
export type IamGrants = readonly (IamGrant | readonly IamGrant[])[];

export interface Route {
  /** camelCase, unique; the function's file is the same in kebab-case. */
  readonly operationId: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway's resource syntax. */
  readonly path: string;
  readonly summary: string;
  /** What the caller must be allowed to do; `null`: any caller who is let in. */
  readonly scope: Scope | null;
  /** Media types that a body may have; empty when the route takes none. */
  readonly consumes: readonly string[];
  /** Whether a request may come without a body, and then without a media type; absent where it may not. */
  readonly bodyOptional?: boolean;
  /** Names of the query parameters that the route knows. */
  readonly query: readonly string[];
  /** Statuses of success. */
  readonly success: readonly number[];
  readonly iam: IamGrants;
  /** The function's own limit in seconds. API Gateway gives up after 29 s, so every row stays below. */
  readonly timeoutSeconds: number;
}
