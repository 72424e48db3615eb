//! The tools behind `benches/run`: customers by the million, the floor to compare with, a client that measures.

mod client;
mod customers;
mod floor;
mod names;
mod phones;
mod queries;

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
struct Arguments {
    #[command(subcommand)]
    tool: Tool,
    /// Cargo gives it to every benchmark.
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Subcommand)]
enum Tool {
    /// Writes a CSV file of made-up customers
    Generate {
        file: PathBuf,
        #[arg(long, default_value_t = 10_000)]
        rows: u64,
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// One row in so many has a fault; 50 is two in a hundred
        #[arg(long, default_value_t = 0)]
        bad_every: u64,
    },
    /// Prints the queries of which `queries.tsv` is the record: kind, tab, text
    Queries,
    /// Serves the list page with nothing around it, from the table that `baseline.sh` made
    Floor {
        database: PathBuf,
        #[arg(long, default_value = "127.0.0.1:0")]
        listen: String,
    },
    /// Asks a server for the paths in a file, one after the other, and prints what that took as JSON
    Client(client::Options),
    /// Prints how long the phone numbers of a CSV file take alone, as JSON
    Phones { file: PathBuf },
}

fn main() -> Result<()> {
    match Arguments::parse().tool {
        Tool::Generate { file, rows, seed, bad_every } => generate(&file, rows, seed, bad_every),
        Tool::Queries => {
            for query in queries::record() {
                println!("{}\t{}", query.kind, query.text);
            }
            Ok(())
        }
        Tool::Floor { database, listen } => floor::serve(&database, &listen),
        Tool::Client(options) => client::run(&options),
        Tool::Phones { file } => phones::measure(&file),
    }
}

fn generate(file: &Path, rows: u64, seed: u64, bad_every: u64) -> Result<()> {
    let generator = customers::Generator::new(seed, bad_every);
    let mut writer = csv::Writer::from_writer(BufWriter::with_capacity(1 << 20, File::create(file)?));
    writer.write_record(customers::HEADER)?;
    for number in 0..rows {
        writer.write_record(generator.row(number))?;
    }
    Ok(writer.flush()?)
}
