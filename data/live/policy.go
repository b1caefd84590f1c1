package live

// Policy is the IAM policy that allows exactly the requests of this package, all
// of them read-only.
func Policy() string { return policy }

const policy = `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "PodfitReadOnly",
      "Effect": "Allow",
      "Action": [
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeRegions",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
        "pricing:GetProducts"
      ],
      "Resource": "*"
    }
  ]
}
`
