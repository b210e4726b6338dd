// In the place of @aws/lambda-invoke-store, which the logger loads so that requests sharing a process keep their attributes
// apart. All that we log comes with the call, and the store itself is the runtime's where there is one.
export {};
