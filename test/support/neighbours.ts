import { endpoint, type Handler } from '../../lib/http/endpoint.ts';
import { cancelExecutionOperation } from '../../lib/http/operations/cancel-execution.ts';
import { createPipelineOperation } from '../../lib/http/operations/create-pipeline.ts';
import { deletePipelineOperation } from '../../lib/http/operations/delete-pipeline.ts';
import { evaluatePolicyOperation } from '../../lib/http/operations/evaluate-policy.ts';
import { getExecutionOperation } from '../../lib/http/operations/get-execution.ts';
import { getDefinitionOperation, getPipelineOperation } from '../../lib/http/operations/get-pipeline.ts';
import { listExecutionsOperation } from '../../lib/http/operations/list-executions.ts';
import { listPipelinesOperation } from '../../lib/http/operations/list-pipelines.ts';
import { patchPipelineOperation } from '../../lib/http/operations/patch-pipeline.ts';
import { replacePipelineOperation } from '../../lib/http/operations/replace-pipeline.ts';
import { startExecutionOperation } from '../../lib/http/operations/start-execution.ts';
import { scopes } from '../../lib/identity/scopes.ts';
import type { TeamsDocument } from '../../lib/identity/teams.ts';
import { normaliseName } from '../../lib/pipeline/definition/name.ts';
import type { PipelineRecord } from '../../lib/pipeline/stored/image-builder.ts';
import type { PolicyDocument } from '../../lib/policy/policy.ts';
import { AlreadyExists } from '../../lib/problem/errors.ts';
import type { OperationId } from '../../lib/service/routes.ts';
import { apiEvent, lambdaContext } from './event.ts';
import { fakeExecutionService, imageOf } from './execution-service-fake.ts';
import { fakeImageBuilder } from './image-builder-fake.ts';
import { routeOf } from './route-of.ts';
import { openPolicy, testRuntime } from './runtime.ts';
import { testTeams } from './teams.ts';

/** Who asks: somebody of a team, an admin of team `platform`, or somebody whom no team has. */
export type Who = 'web' | 'payments' | 'platform' | 'stranger';

/** What is asked for, beside the route. */
export interface Ask {
  readonly name?: string;
  readonly id?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, readonly string[]>>;
}

export type Neighbours = ReturnType<typeof neighbours>;

type Settings = Partial<Pick<TeamsDocument, 'reading' | 'ownerTag' | 'unknownCallers' | 'references'>> & {
  readonly policy?: PolicyDocument;
};

/** Every route that leads to pipelines, with two teams side by side, an admin and a stranger. Image Builder is in a map. */
export function neighbours({ policy = openPolicy, ...settings }: Settings = {}) {
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}-*`;
  const teams = testTeams(
    { web: [role('web')], payments: [role('payments')], platform: [{ role: role('platform'), scopes }] },
    // So that a stranger is kept out by what is about pipelines, and not before.
    { unknownCallers: 'read', ...settings },
  );
  const runtime = { ...testRuntime(policy), teams };
  const pipelines = fakeImageBuilder();
  const executions = fakeExecutionService();
  const calls: string[] = [];
  const ports = { ...runtime, imageBuilder: recorded({ ...pipelines, ...executions, ...once(pipelines) }, calls) };
  const handlers: Partial<Record<OperationId, Handler>> = {
    createPipeline: endpoint(routeOf('createPipeline'), runtime, createPipelineOperation(ports)),
    listPipelines: endpoint(routeOf('listPipelines'), runtime, listPipelinesOperation(ports)),
    getPipeline: endpoint(routeOf('getPipeline'), runtime, getPipelineOperation(ports)),
    getPipelineDefinition: endpoint(routeOf('getPipelineDefinition'), runtime, getDefinitionOperation(ports)),
    replacePipeline: endpoint(routeOf('replacePipeline'), runtime, replacePipelineOperation(ports)),
    patchPipeline: endpoint(routeOf('patchPipeline'), runtime, patchPipelineOperation(ports)),
    deletePipeline: endpoint(routeOf('deletePipeline'), runtime, deletePipelineOperation(ports)),
    startExecution: endpoint(routeOf('startExecution'), runtime, startExecutionOperation(ports)),
    listExecutions: endpoint(routeOf('listExecutions'), runtime, listExecutionsOperation(ports)),
    getExecution: endpoint(routeOf('getExecution'), runtime, getExecutionOperation(ports)),
    cancelExecution: endpoint(routeOf('cancelExecution'), runtime, cancelExecutionOperation(ports)),
    evaluatePolicy: endpoint(routeOf('evaluatePolicy'), runtime, evaluatePolicyOperation(ports)),
  };

  return {
    pipelines: pipelines.pipelines,
    images: executions.images,
    /** Tags of what pipelines refer to, by ARN. */
    resources: pipelines.resources,
    /** What of it was looked at, in order. */
    looked: pipelines.looked,
    /** What was asked of Image Builder, in order. */
    calls,
    /** Puts a pipeline there around the door, and a run of it. */
    hold(definition: Omit<PipelineRecord, 'arn'>): void {
      const name = normaliseName(definition.name);
      const arn = `arn:aws:imagebuilder:eu-west-1:111122223333:image-pipeline/${name}`;
      pipelines.pipelines.set(name, { dateCreated: '2026-11-01T00:00:00.000Z', ...structuredClone(definition), arn });
      const image = imageOf(name, executions.images.size + 1);
      executions.images.set(image.arn, image);
    },
    async ask(who: Who, operation: OperationId, asked: Ask = {}) {
      const handler = handlers[operation];
      if (handler === undefined) throw new TypeError(`${operation} leads to no pipeline`);
      const response = await handler(eventOf(who, operation, asked), lambdaContext());
      const { body, statusCode: status, headers } = response;
      return { status, headers, json: body === '' ? null : JSON.parse(body) };
    },
  };
}

/** The service keeps a name to one pipeline, and remembers what it has answered to a token. */
function once({ pipelines, createPipeline }: ReturnType<typeof fakeImageBuilder>) {
  const answered = new Map<string, { readonly arn: string }>();
  const create: typeof createPipeline = async (definition, options) => {
    const name = normaliseName(definition.name);
    const before = answered.get(options.clientToken);
    if (before !== undefined) return before;
    if (pipelines.has(name)) throw new AlreadyExists(`There is a pipeline ${name} already.`);
    const answer = await createPipeline(definition, options);
    answered.set(options.clientToken, answer);
    return answer;
  };
  return { createPipeline: create };
}

function recorded<Port extends object>(port: Port, calls: string[]): Port {
  return new Proxy(port, {
    get(target, operation, receiver) {
      const member: unknown = Reflect.get(target, operation, receiver);
      if (typeof member !== 'function') return member;
      return (...call: unknown[]) => {
        calls.push(typeof call[0] === 'string' ? `${String(operation)} ${call[0]}` : String(operation));
        return Reflect.apply(member, target, call);
      };
    },
  });
}

function eventOf(who: Who, operation: OperationId, { name = '', id = '', body, headers = {}, query }: Ask) {
  const { method, path, consumes } = routeOf(operation);
  return apiEvent({
    method,
    path: path.replace('{name}', name).replace('{id}', id),
    pathParameters: { name, id },
    headers: { ...(body === undefined ? {} : { 'Content-Type': consumes[0] ?? '' }), 'X-Request-Id': 'r', ...headers },
    body: body === undefined ? null : JSON.stringify(body),
    ...(query === undefined ? {} : { query }),
    userArn: `arn:aws:sts::111122223333:assumed-role/${who}-ci/session`,
  });
}
