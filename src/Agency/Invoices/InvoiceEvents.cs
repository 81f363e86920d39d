namespace Agency.Invoices;

sealed record InvoiceDrafted(Guid DealId) : BusinessEvent("invoice.drafted");

sealed record InvoiceEdited(Guid InvoiceId) : BusinessEvent("invoice.edited");

sealed record InvoiceIssued(Guid InvoiceId) : BusinessEvent("invoice.issued");

sealed record InvoiceVoided(Guid InvoiceId, string Why) : BusinessEvent("invoice.voided");

sealed record InvoiceCredited(Guid InvoiceId, string Why) : BusinessEvent("invoice.credited");

sealed record InvoiceWrittenOff(Guid InvoiceId, string Why) : BusinessEvent("invoice.written_off");

sealed record ReceiptRecorded(Guid InvoiceId) : BusinessEvent("receipt.recorded");

sealed record ReceiptReversed(Guid ReceiptId, string Why) : BusinessEvent("receipt.reversed");
