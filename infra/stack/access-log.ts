import type { StackSettings } from '../settings/settings.ts';

/**
 * The line that API Gateway writes of every request, whoever answered it: as JSON, whose texts it fills in. Whether it escapes
 * them is documented nowhere, so there is none here that a caller could choose: no path, query, header, body or trace, whose
 * header callers may send, and of who calls only forms without quotation marks and backslashes. The ARN of an IAM user is none,
 * for its path may have both (IAM API Reference, CreateUser); the function's line has it, under the same `gatewayId`. Names: API
 * Gateway Developer Guide, "Variables for access logging".
 */
export function accessLogFormat({ auth }: Pick<StackSettings, 'auth'>): string {
  return JSON.stringify({
    // No caller can choose the first, and the second only as a UUID (same guide, "Access logging for REST APIs").
    gatewayId: '$context.extendedRequestId',
    gatewayRequestId: '$context.requestId',
    invocationId: '$context.awsEndpointRequestId',
    time: '$context.requestTime',
    ...(auth === 'jwt' ? ofToken : ofSignature),
    sourceAddress: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    route: '$context.resourcePath',
    status: '$context.status',
    gatewayError: '$context.error.responseType',
    responseBytes: '$context.responseLength',
    latencyMilliseconds: '$context.responseLatency',
    functionMilliseconds: '$context.integrationLatency',
  });
}

/** What the authorizer says, in the form that it has for this. */
const ofToken = {
  caller: '$context.authorizer.subject',
  team: '$context.authorizer.team',
  claims: '$context.authorizer.claims',
  tokenId: '$context.authorizer.tokenId',
  authorizationId: '$context.authorizer.authorizationId',
};

/** Of a role the id and the session's name, as `AROAEXAMPLE:session` (IAM User Guide, "IAM identifiers", unique identifiers). */
const ofSignature = {
  principalId: '$context.identity.caller',
  account: '$context.identity.accountId',
};
