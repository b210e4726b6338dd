/**
 * The errors that this server answers with, and their HTTP status: the modelled ones of the API
 * (https://docs.aws.amazon.com/imagebuilder/latest/APIReference/CommonErrors.html and the pages of the operations), and those
 * that the front door of any AWS service answers before an operation runs.
 */
const statuses = {
  AccessDeniedException: 403,
  DryRunOperationException: 412,
  IdempotentParameterMismatchException: 400,
  InvalidPaginationTokenException: 400,
  InvalidParameterCombinationException: 400,
  InvalidParameterException: 400,
  InvalidParameterValueException: 400,
  InvalidRequestException: 400,
  InvalidVersionNumberException: 400,
  RequestEntityTooLargeException: 413,
  RequestHeadersTooLargeException: 431,
  RequestTimeoutException: 408,
  ResourceAlreadyExistsException: 400,
  ResourceDependencyException: 400,
  ResourceInUseException: 400,
  ResourceNotFoundException: 404,
  ServiceException: 500,
  ServiceUnavailableException: 503,
  // Payment Required is what the model says:
  // https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImagePipeline.html
  ServiceQuotaExceededException: 402,
  // The name and status that Smithy gives a request which no operation matches.
  UnknownOperationException: 404,
} as const;

export type ErrorName = keyof typeof statuses;

/** A failure with an answer on the wire: its name goes into `x-amzn-ErrorType`, its message into the body. */
export class ServiceError extends Error {
  override readonly name: ErrorName;
  readonly status: number;

  constructor(name: ErrorName, message: string) {
    super(message);
    this.name = name;
    this.status = statuses[name];
  }
}

/** The data file cannot be written. Nothing of the request was done. */
export class SaveRefused extends ServiceError {
  /** What the system says. */
  readonly reason: string;

  constructor(reason: string) {
    super(
      'ServiceUnavailableException',
      `The data file cannot be written (${reason}), so nothing was changed. Mend that, and send the request again.`,
    );
    this.reason = reason;
  }
}

/**
 * The service's one template for a value that it will not take, as pasted in https://github.com/boto/boto3/issues/2224.
 * @param parameter The path of the member, for example `schedule.scheduleExpression` or `workflows[0].workflowArn`.
 */
export function invalidValue(parameter: string, detail: string): ServiceError {
  return new ServiceError(
    'InvalidParameterValueException',
    `The value supplied for parameter '${parameter}' is not valid. ${detail}`,
  );
}

export function malformed(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', message);
}

export function notFound(arn: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `The resource '${arn}' does not exist.`);
}

export function busy(arn: string): ServiceError {
  return new ServiceError('ResourceInUseException', `The resource '${arn}' is in use by a build that is in progress.`);
}

/** The words that were seen for a recipe; https://github.com/ministryofjustice/modernisation-platform-ami-builds/pull/549. */
export function alreadyExists(noun: string, arn: string): ServiceError {
  return new ServiceError('ResourceAlreadyExistsException', `The following resource '${noun}' already exists: '${arn}'.`);
}

/** The words of https://github.com/hashicorp/terraform-provider-aws/issues/40128. */
export function inUse(arn: string): ServiceError {
  return new ServiceError(
    'ResourceDependencyException',
    `Resource dependency error: The resource ARN '${arn}' has other resources depended on it.`,
  );
}
