import Testing

/// Tests that listen to a clock or fill a machine spoil each other's times when they run side by side.
@Suite(.serialized, .ownThread) enum OneAtATime {}
