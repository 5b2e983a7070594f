//! `wechat-user completions`

use clap::{Args, Command};
use clap_complete::Shell;

use crate::context::Context;
use crate::failure::Failure;

/// Print the script with which a shell completes commands and flags.
///
/// Bash: `wechat-user completions bash > ~/.local/share/bash-completion/completions/wechat-user`. Fish: `wechat-user
/// completions fish > ~/.config/fish/completions/wechat-user.fish`. Zsh: into a file `_wechat-user` in a folder of
/// `$fpath`. PowerShell: append it to `$PROFILE`. The script is static: names of tags and groups are not completed.
#[derive(Args, Debug)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(self, context: Context<'_, '_>, command: &mut Command) -> Result<(), Failure> {
        // Into memory first: the generator panics when it cannot write, and a pipe may be closed.
        let mut script = Vec::new();
        clap_complete::generate(self.shell, command, "wechat-user", &mut script);
        // In the script for bash, clap_complete 4.6 writes the hyphen of a program's name in two forms, and nothing is
        // completed after a subcommand (clap-rs/clap#6421). Where that is mended, this changes nothing.
        let script = String::from_utf8_lossy(&script).replace("wechat__subcmd__user", "wechat__user");
        Ok(script.lines().try_for_each(|line| context.output.text(line))?)
    }
}
