//! The program: reads the command line, does one verb, and ends with its exit code.

use std::process::ExitCode;

use clap::Parser;
use refundd::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().execute()
}
