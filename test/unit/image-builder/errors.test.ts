import { describe, expect, it } from 'vitest';
import type { Call, UpstreamOperation } from '../../../lib/image-builder/call.ts';
import { upstreamError } from '../../../lib/image-builder/errors.ts';
import { upstreamErrorName } from '../../../lib/image-builder/failure.ts';
import { MalformedRequest } from '../../../lib/problem/errors.ts';
import { serviceError } from '../../support/image-builder-mock.ts';

const create: Call = {
  operation: 'CreateImagePipeline',
  subject: 'pipeline web-base',
  account: '111122223333',
  signal: new AbortController().signal,
};
const get: Call = { ...create, operation: 'GetImagePipeline' };
const calling = (operation: UpstreamOperation): Call => ({ ...create, operation });

describe('an error that the service names', () => {
  it.each([
    [create, 'ResourceNotFoundException', 404, 'upstream-rejected', 422],
    [get, 'ResourceNotFoundException', 404, 'not-found', 404],
    [create, 'ResourceAlreadyExistsException', 400, 'already-exists', 409],
    [create, 'ServiceQuotaExceededException', 402, 'quota-exceeded', 409],
    [create, 'IdempotentParameterMismatchException', 400, 'idempotency-key-reused', 422],
    [create, 'InvalidParameterValueException', 400, 'upstream-rejected', 422],
    [create, 'InvalidParameterException', 400, 'upstream-rejected', 422],
    [create, 'InvalidParameterCombinationException', 400, 'upstream-rejected', 422],
    [create, 'InvalidRequestException', 400, 'upstream-rejected', 422],
    [create, 'ClientException', 400, 'upstream-rejected', 422],
    [create, 'ResourceDependencyException', 400, 'upstream-rejected', 422],
    [create, 'SomethingYoungerException', 400, 'upstream-rejected', 422],
    [get, 'InvalidParameterValueException', 400, 'upstream-error', 502],
    [create, 'ResourceInUseException', 400, 'resource-in-use', 409],
    [create, 'CallRateLimitExceededException', 429, 'rate-limited', 429],
    [get, 'ThrottlingException', 400, 'rate-limited', 429],
    [get, 'TooManyRequestsException', 429, 'rate-limited', 429],
    [get, 'SomethingElse', 429, 'rate-limited', 429],
    [get, 'ForbiddenException', 403, 'upstream-error', 502],
    [create, 'AccessDeniedException', 403, 'upstream-error', 502],
    [get, 'UnrecognizedClientException', 403, 'upstream-error', 502],
    [get, 'ExpiredTokenException', 400, 'upstream-error', 502],
    [get, 'InvalidSignatureException', 403, 'upstream-error', 502],
    [get, 'SomethingElse', 401, 'upstream-error', 502],
    [get, 'SomethingElse', 403, 'upstream-error', 502],
    [create, 'ServiceUnavailableException', 503, 'upstream-unavailable', 503],
    [get, 'SomethingElse', 503, 'upstream-unavailable', 503],
    [create, 'ServiceException', 500, 'upstream-error', 502],
    [create, 'InternalFailure', 500, 'upstream-error', 502],
    [get, 'SomethingElse', 404, 'upstream-error', 502],
    [get, 'constructor', 500, 'upstream-error', 502],
  ])('$operation, %s', (call, name, status, type, answered) => {
    const error = upstreamError(serviceError(name, { status }), call);
    expect(error).toMatchObject({ type, status: answered });
    expect(upstreamErrorName(error)).toBe(name);
  });

  it.each(['ResourceAlreadyExists', 'ResourceAlreadyExistsException'])('is known with and without its suffix: %s', (name) => {
    expect(upstreamError(serviceError(name), create)).toMatchObject({ type: 'already-exists' });
  });
});

describe('an error that a form can place', () => {
  const errorsOf = (name: string, operation: UpstreamOperation, message = 'No.') =>
    upstreamError(serviceError(name, { message }), calling(operation)).extensions['errors'];

  it('is about the name where there is a pipeline of this name', () => {
    expect(errorsOf('ResourceAlreadyExistsException', 'CreateImagePipeline')).toEqual([
      { pointer: '/name', detail: 'There is a pipeline web-base already.' },
    ]);
  });

  it.each<[UpstreamOperation, string, string]>([
    ['CreateImagePipeline', "The value supplied for parameter 'schedule.timezone' is not valid.", '/schedule/timezone'],
    ['CreateImagePipeline', 'No arn:aws:imagebuilder:eu-west-1:111122223333:image-recipe/web/1.0.0 here.', '/imageRecipeArn'],
    ['CreateImagePipeline', 'Something else.', ''],
    ['TagResource', 'Something else.', '/tags'],
    ['UntagResource', 'Something else.', '/tags'],
  ])('is about what the service rejected: %s, %s', (operation, message, pointer) => {
    expect(errorsOf('InvalidParameterValueException', operation, message)).toEqual([{ pointer, detail: message }]);
  });
});

describe('an error that means another thing for another operation', () => {
  it.each<[UpstreamOperation, string, string]>([
    ['UpdateImagePipeline', 'ResourceNotFoundException', 'not-found'],
    ['DeleteImagePipeline', 'ResourceNotFoundException', 'not-found'],
    ['TagResource', 'ResourceNotFoundException', 'not-found'],
    ['UntagResource', 'ResourceNotFoundException', 'not-found'],
    ['StartImagePipelineExecution', 'ResourceNotFoundException', 'not-found'],
    ['ListImagePipelineImages', 'ResourceNotFoundException', 'not-found'],
    ['GetImage', 'ResourceNotFoundException', 'not-found'],
    ['CancelImageCreation', 'ResourceNotFoundException', 'not-found'],
    ['ListImagePipelines', 'ResourceNotFoundException', 'upstream-error'],
    ['ListImagePipelines', 'InvalidPaginationTokenException', 'malformed-request'],
    ['ListImagePipelineImages', 'InvalidPaginationTokenException', 'malformed-request'],
    ['ListImagePipelines', 'InvalidParameterValueException', 'upstream-error'],
    ['GetImage', 'InvalidRequestException', 'upstream-error'],
    ['DeleteImagePipeline', 'ResourceDependencyException', 'resource-in-use'],
    ['UpdateImagePipeline', 'ResourceDependencyException', 'upstream-rejected'],
    ['UpdateImagePipeline', 'ResourceInUseException', 'resource-in-use'],
    ['UpdateImagePipeline', 'InvalidParameterValueException', 'upstream-rejected'],
    ['TagResource', 'InvalidParameterException', 'upstream-rejected'],
    ['StartImagePipelineExecution', 'ResourceInUseException', 'resource-in-use'],
    ['StartImagePipelineExecution', 'IdempotentParameterMismatchException', 'idempotency-key-reused'],
    ['StartImagePipelineExecution', 'ServiceQuotaExceededException', 'quota-exceeded'],
    ['CancelImageCreation', 'InvalidRequestException', 'upstream-rejected'],
    ['CancelImageCreation', 'ResourceInUseException', 'resource-in-use'],
  ])('%s, %s: %s', (operation, name, type) => {
    expect(upstreamError(serviceError(name), calling(operation))).toMatchObject({ type });
  });

  it('names what was not found', () => {
    const call = { ...calling('GetImage'), subject: 'execution web-1.0.0-3' };
    expect(upstreamError(serviceError('ResourceNotFoundException'), call).message).toBe('There is no execution web-1.0.0-3.');
  });
});

describe('an error of the connection', () => {
  it.each([
    ['ECONNREFUSED', 'Error', 'upstream-unavailable'],
    ['ENOTFOUND', 'Error', 'upstream-unavailable'],
    ['EAI_AGAIN', 'Error', 'upstream-unavailable'],
    // The SDK's handler names it so: @smithy/node-http-handler, NODEJS_TIMEOUT_ERROR_CODES.
    ['ECONNRESET', 'TimeoutError', 'upstream-unavailable'],
    ['EPIPE', 'TimeoutError', 'upstream-unavailable'],
    ['ETIMEDOUT', 'TimeoutError', 'upstream-timeout'],
    [undefined, 'TimeoutError', 'upstream-timeout'],
    [undefined, 'AbortError', 'upstream-timeout'],
    [undefined, 'CredentialsProviderError', 'upstream-error'],
    ['CERT_HAS_EXPIRED', 'Error', 'upstream-unavailable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Error', 'upstream-unavailable'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'Error', 'upstream-unavailable'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Error', 'upstream-unavailable'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'Error', 'upstream-unavailable'],
    ['EPROTO', 'Error', 'upstream-unavailable'],
    ['HPE_INVALID_CONSTANT', 'Error', 'upstream-error'],
  ])('%s %s', (code, name, type) => {
    const error = upstreamError(Object.assign(new Error('x'), { name, ...(code === undefined ? {} : { code }) }), get);
    expect(error).toMatchObject({ type });
    expect(upstreamErrorName(error)).toBe(code ?? name);
  });

  it.each([undefined, null, 'text', 7, {}, [], { name: 7, message: {} }])('may be anything, even %j', (thrown) => {
    expect(upstreamError(thrown, get)).toMatchObject({ type: 'upstream-error', status: 502 });
  });

  it('is a timeout once our own deadline has passed', () => {
    const signal = AbortSignal.abort();
    const lost = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    expect(upstreamError(lost, { ...get, signal })).toMatchObject({ type: 'upstream-timeout' });
    expect(upstreamError(serviceError('ResourceAlreadyExistsException'), { ...create, signal })).toMatchObject({
      type: 'already-exists',
    });
  });
});

describe('a rejected definition', () => {
  it.each([
    [
      "The value supplied for parameter 'schedule.scheduleExpression' is not valid. Invalid schedule expression.",
      '/schedule/scheduleExpression',
    ],
    ["The value supplied for parameter 'distributions[0]' is not valid.", '/distributions/0'],
    ['Exactly one recipe has to be given.', ''],
  ])('points at the parameter that is named: %s', (message, pointer) => {
    const error = upstreamError(serviceError('InvalidParameterValueException', { message }), create);
    expect(error.message).toBe(`Image Builder rejected the pipeline: ${message}`);
    expect(error.extensions).toEqual({ errors: [{ pointer, detail: message }] });
  });

  it('says the name of the error where there is no message', () => {
    const error = upstreamError(serviceError('InvalidRequestException', { message: '' }), create);
    expect(error.extensions).toEqual({ errors: [{ pointer: '', detail: 'InvalidRequestException' }] });
  });
});

describe('what a caller reads', () => {
  const secrets = 'User: arn:aws:sts::111122223333:assumed-role/imagegate-create/s may not touch 999988887777';

  it.each(['AccessDeniedException', 'InvalidRequestException', 'ServiceQuotaExceededException', 'ServiceException', 'Odd'])(
    'names no role and no foreign account: %s',
    (name) => {
      const { message, extensions } = upstreamError(serviceError(name, { message: secrets }), create);
      expect(JSON.stringify({ message, extensions })).not.toMatch(/assumed-role|999988887777/);
    },
  );

  it('leaves the whole story to the log', () => {
    const error = upstreamError(serviceError('AccessDeniedException', { message: secrets, status: 403 }), create);
    expect(error.cause).toMatchObject({
      operation: 'CreateImagePipeline',
      name: 'AccessDeniedException',
      statusCode: 403,
      awsRequestId: 'r-1',
      attempts: 1,
      message: expect.stringContaining('assumed-role'),
    });
  });

  it.each([
    [{}, '2'],
    [{ 'retry-after': '17' }, '17'],
    [{ 'retry-after': '0' }, '1'],
    [{ 'retry-after': '999999' }, '3600'],
    [{ 'retry-after': 'soon\r\nx: y' }, '2'],
    [{ 'retry-after': 'Mon, 21 Oct 2126 07:28:00 GMT' }, '3600'],
    [{ 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }, '1'],
    [{ 'x-amz-retry-after': '2500' }, '3'],
  ])('is told when to come back: %j', (headers, seconds) => {
    const error = upstreamError(serviceError('ThrottlingException', { status: 429, headers }), get);
    expect(error.headers).toEqual({ 'retry-after': seconds });
  });

  it('is told when to come back to a service that is down', () => {
    expect(upstreamError(serviceError('ServiceUnavailableException', { status: 503 }), get).headers).toEqual({
      'retry-after': '5',
    });
  });
});

it('gives no upstream name to an error of our own', () => {
  expect(upstreamErrorName(new MalformedRequest('x', { cause: new Error('y') }))).toBeUndefined();
  expect(upstreamErrorName(new Error('x'))).toBeUndefined();
});
