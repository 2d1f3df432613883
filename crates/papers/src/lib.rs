//! Reads official papers into trees and proposals.
